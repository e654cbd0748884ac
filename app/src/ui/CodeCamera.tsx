// Reads a QR code: by the camera as it is held, or out of a photo. The stream ends when nobody looks.

import { useEffect, useRef, useState } from "preact/hooks";
import { useWords } from "../words";
import { Icon } from "./Icon";

type Detector = { detect(image: CanvasImageSource): Promise<{ rawValue: string }[]> };
type DetectorClass = { new (options: { formats: string[] }): Detector; getSupportedFormats(): Promise<string[]> };

const LOOK_MS = 200;
// A larger picture tells no more of a code, and takes a small phone seconds.
const SIDE_MAX = 1200;

export function CodeCamera({ onCode }: { onCode: (text: string) => void }) {
  const t = useWords();
  const video = useRef<HTMLVideoElement>(null);
  const [isDenied, setDenied] = useState(false);
  const [isEmpty, setEmpty] = useState(false);
  const found = useRef(onCode);
  found.current = onCode;
  useEffect(() => look(video, () => setDenied(true), (text) => found.current(text)), []);
  const takePhoto = async (photo: File) => {
    // A file that is no picture has no code either.
    const text = await createImageBitmap(photo).then(read).catch(() => null);
    setEmpty(text === null);
    if (text !== null) onCode(text);
  };
  return (
    <section class="form">
      {isDenied ? (
        <div class="note warn">
          <Icon name="camera" />
          <strong>{t.first.noCamera}</strong>
          <p>{t.first.noCameraHow}</p>
        </div>
      ) : (
        <video ref={video} class="camera" muted playsInline aria-label={t.first.camera} />
      )}
      <label class="btn plain">
        <Icon name="camera" />
        {t.first.photo}
        <input
          class="unseen"
          type="file"
          accept="image/*"
          onChange={(event) => {
            const [photo] = event.currentTarget.files ?? [];
            if (photo) void takePhoto(photo);
          }}
        />
      </label>
      {isEmpty && (
        <p class="error" role="alert">
          {t.first.noCode}
        </p>
      )}
    </section>
  );
}

// Looks through the camera until the function it gives is called, and only while somebody looks at the page.
function look(video: { current: HTMLVideoElement | null }, deny: () => void, tell: (text: string) => void): () => void {
  let stream: MediaStream | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;
  const stop = () => {
    clearTimeout(timer);
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = undefined;
  };
  const again = async () => {
    const shown = video.current;
    // A picture that cannot be read is like one without a code: there is another one in a moment.
    const text = shown && shown.videoWidth > 0 ? await read(shown).catch(() => null) : null;
    if (isOver || !stream) return;
    if (text !== null) tell(text);
    timer = setTimeout(() => void again(), LOOK_MS);
  };
  const begin = async () => {
    stop();
    const given = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
    // Asked twice while the person was away, it is given twice: one is enough.
    if (isOver || document.hidden || !video.current || stream) {
      for (const track of given.getTracks()) track.stop();
      return;
    }
    stream = given;
    video.current.srcObject = stream;
    await video.current.play();
    await again();
  };
  const start = () => void begin().catch(() => !isOver && !document.hidden && deny());
  const turn = () => (document.hidden ? stop() : start());
  document.addEventListener("visibilitychange", turn);
  start();
  return () => {
    isOver = true;
    stop();
    document.removeEventListener("visibilitychange", turn);
  };
}

// The text of the first code in a picture: by the browser's own reader, or by one that the app brings.
async function read(picture: HTMLVideoElement | ImageBitmap): Promise<string | null> {
  const known = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
  if (known && (await known.getSupportedFormats()).includes("qr_code")) {
    const [first] = await new known({ formats: ["qr_code"] }).detect(picture);
    return first?.rawValue ?? null;
  }
  const [wide, high] = picture instanceof ImageBitmap ? [picture.width, picture.height] : [picture.videoWidth, picture.videoHeight];
  const scale = Math.min(1, SIDE_MAX / Math.max(wide, high));
  const [width, height] = [Math.round(wide * scale), Math.round(high * scale)];
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) return null;
  context.drawImage(picture, 0, 0, width, height);
  const { default: scan } = await import("jsqr");
  return scan(context.getImageData(0, 0, width, height).data, width, height)?.data ?? null;
}

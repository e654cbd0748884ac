// Reads a QR code: by the camera as it is held, or out of a photo. The stream ends when nobody looks.

import { useEffect, useRef, useState } from "preact/hooks";
import { useWords } from "../words";
import { Icon } from "./Icon";

type Detector = { detect(image: CanvasImageSource): Promise<{ rawValue: string }[]> };
type DetectorClass = { new (options: { formats: string[] }): Detector; getSupportedFormats(): Promise<string[]> };

const LOOK_MS = 200;

export function CodeCamera({ onCode }: { onCode: (text: string) => void }) {
  const t = useWords();
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<"starting" | "looking" | "denied">("starting");
  const found = useRef(onCode);
  found.current = onCode;
  useEffect(() => look(video, setState, (text) => found.current(text)), []);
  return (
    <section class="form">
      {state !== "denied" && <video ref={video} class="camera" muted playsInline aria-label={t.first.camera} />}
      {state === "denied" && (
        <div class="note warn">
          <Icon name="camera" />
          <strong>{t.first.noCamera}</strong>
          <p>{t.first.noCameraHow}</p>
        </div>
      )}
      <label class="btn plain">
        <Icon name="camera" />
        {t.first.photo}
        <input
          class="unseen"
          type="file"
          accept="image/*"
          capture="environment"
          onChange={(event) => {
            const [photo] = event.currentTarget.files ?? [];
            if (photo) void createImageBitmap(photo).then(read).then((text) => text !== null && onCode(text));
          }}
        />
      </label>
    </section>
  );
}

function look(video: { current: HTMLVideoElement | null }, say: (state: "looking" | "denied") => void, tell: (text: string) => void) {
  let stream: MediaStream | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;
  const end = () => {
    isOver = true;
    clearTimeout(timer);
    for (const track of stream?.getTracks() ?? []) track.stop();
    document.removeEventListener("visibilitychange", hidden);
  };
  const hidden = () => document.hidden && end();
  document.addEventListener("visibilitychange", hidden);
  const again = async () => {
    const shown = video.current;
    const text = shown && shown.videoWidth > 0 ? await read(shown) : null;
    if (isOver) return;
    if (text !== null) tell(text);
    timer = setTimeout(() => void again(), LOOK_MS);
  };
  const begin = async () => {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
    if (isOver || !video.current) {
      end();
      return;
    }
    video.current.srcObject = stream;
    await video.current.play();
    say("looking");
    await again();
  };
  begin().catch(() => !isOver && say("denied"));
  return end;
}

// The text of the first code in a picture: by the browser's own reader, or by one that the app brings.
async function read(picture: HTMLVideoElement | ImageBitmap): Promise<string | null> {
  const known = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
  if (known && (await known.getSupportedFormats()).includes("qr_code")) {
    const [first] = await new known({ formats: ["qr_code"] }).detect(picture);
    return first?.rawValue ?? null;
  }
  const [width, height] = picture instanceof ImageBitmap ? [picture.width, picture.height] : [picture.videoWidth, picture.videoHeight];
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) return null;
  context.drawImage(picture, 0, 0);
  const { default: scan } = await import("jsqr");
  return scan(context.getImageData(0, 0, width, height).data, width, height)?.data ?? null;
}

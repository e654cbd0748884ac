// The paper as a Word file: made by one tap, shared or kept by the next, because a browser shares only on a fresh tap.

import { useEffect, useState } from "preact/hooks";
import { useAct } from "../parts/act";
import { today } from "../parts/days";
import { Refusal } from "../parts/Refusal";
import { Icon } from "../ui/Icon";
import { useWords } from "../words";

const DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

export function ShareDocx({ id, form = "", name }: { id: string; form?: string; name: string }) {
  const t = useWords();
  const [file, setFile] = useState<File | null>(null);
  const { act, failure, busy } = useAct();
  const make = () =>
    act(async (engine) => {
      const bytes = await engine.vault.paper_docx(id, form);
      setFile(new File([bytes as BlobPart], `${name} ${today()}.docx`, { type: DOCX }));
    });
  return (
    <>
      {file ? (
        <Ready file={file} />
      ) : (
        <button type="button" class="btn plain" aria-disabled={busy} onClick={() => void make()}>
          {t.meeting.makeDocx}
        </button>
      )}
      <Refusal failure={failure} />
    </>
  );
}

function Ready({ file }: { file: File }) {
  const t = useWords();
  const [url, setUrl] = useState("");
  useEffect(() => {
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  // Not every browser has these two, whatever its types say.
  const can = typeof navigator.share === "function" && typeof navigator.canShare === "function" && navigator.canShare({ files: [file] });
  const share = async () => {
    try {
      await navigator.share({ files: [file], title: file.name });
    } catch {
      // Closed without sharing, or refused: the file can still be kept below.
    }
  };
  return (
    <>
      {can && (
        <button type="button" class="btn plain" onClick={() => void share()}>
          <Icon name="share" />
          {t.meeting.shareDocx}
        </button>
      )}
      <a class="btn plain" href={url} download={file.name}>
        {t.meeting.keepDocx}
      </a>
    </>
  );
}

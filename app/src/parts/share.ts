// Giving a file out of the app: shared where the phone can, downloaded elsewhere. Called by a tap, with the bytes at hand.

export type Given = "shared" | "downloaded" | "cancelled";

export async function give(name: string, type: string, bytes: Uint8Array): Promise<Given> {
  const file = new File([bytes as BlobPart], name, { type });
  if (typeof navigator.canShare === "function" && navigator.canShare({ files: [file] })) {
    try {
      await navigator.share({ files: [file] });
      return "shared";
    } catch (why) {
      if (why instanceof DOMException && why.name === "AbortError") return "cancelled";
      // A kind of file that the phone will not share is downloaded.
    }
  }
  const address = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The download has its own hold on it by the time the page is idle again.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  return "downloaded";
}

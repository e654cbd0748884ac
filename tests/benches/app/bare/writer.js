// Has one page of a private file on disk before it answers.
const PAGE = 4096;
const PAGES = 64;
const bytes = new Uint8Array(PAGE).fill(7);
const opened = (async () => {
  const folder = await navigator.storage.getDirectory();
  const file = await (await folder.getFileHandle("bare", { create: true })).createSyncAccessHandle();
  file.truncate(PAGE * PAGES);
  file.flush();
  return file;
})();

onmessage = async ({ data: { id } }) => {
  const file = await opened;
  file.write(bytes, { at: PAGE * (id % PAGES) });
  file.flush();
  postMessage({ id });
};

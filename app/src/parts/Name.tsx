// A Vietnamese name with the given name, by which it is sorted and called, in bold.

import { named } from "../meeting/roll";

export function Name({ name }: { name: string }) {
  const { before, given } = named(name);
  return (
    <span lang="vi">
      {before}
      <b>{given}</b>
    </span>
  );
}

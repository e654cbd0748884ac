// What a list is narrowed by stands in the page's address, so that going back finds the list as it was left.

import { useState } from "preact/hooks";

export function useQueryParam(name: string): [string, (value: string) => void] {
  const [value, setValue] = useState(() => new URLSearchParams(location.search).get(name) ?? "");
  const set = (next: string) => {
    const search = new URLSearchParams(location.search);
    if (next === "") search.delete(name);
    else search.set(name, next);
    const query = search.toString();
    history.replaceState(history.state, "", location.pathname + (query === "" ? "" : `?${query}`));
    setValue(next);
  };
  return [value, set];
}

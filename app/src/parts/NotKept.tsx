// That the last letters of a form are not kept yet, and why.

import { useWords } from "../words";
import { Refusal } from "./Refusal";
import type { Form } from "./useForm";

export function NotKept({ form: { failure } }: { form: Form }) {
  const t = useWords();
  if (!failure) return null;
  return (
    <>
      <p class="error">{t.records.notKept}</p>
      <Refusal failure={failure} />
    </>
  );
}

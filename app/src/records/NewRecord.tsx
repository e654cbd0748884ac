// Beginning a record of any kind with the fields its head declares.

import type { Field } from "../engine/types";
import { useAct } from "../parts/act";
import { useSpecs } from "../parts/codes";
import { useForm } from "../parts/useForm";
import { go } from "../state/router";
import { Page } from "../ui/Page";
import { useWords } from "../words";
import { NewFields } from "./NewFields";
import { pathOf } from "./paths";
import { headOf, kindOf } from "./spec";

type Props = {
  kind: string;
  back: { to: string; label: string };
  title?: string;
  // The record it speaks about, for a kind that speaks about one.
  about?: string;
  // The record of the kind that it is drafted from.
  model?: string;
  // What stands in the fields at first, and what is given without being asked.
  first?: Record<string, string>;
  given?: Field[];
  // The fields that are asked, by name; all of them without it.
  only?: readonly string[];
  // What tells this form from others of its kind, until it is given.
  apart?: string;
};

export function NewRecord({ kind, back, title, about, model, first = {}, given = [], only, apart = "" }: Props) {
  const t = useWords();
  const spec = kindOf(useSpecs(), kind);
  const { act, failure, busy } = useAct();
  const form = useForm(`new/${kind}${apart === "" ? "" : `/${apart}`}`, about);
  const asked = (headOf(spec)?.fields ?? []).filter(
    (field) => !field.of_step && !given.some(({ name }) => name === field.name) && (only?.includes(field.name) ?? true),
  );
  const begin = (fields: Field[]) =>
    act(async (engine) => {
      const record = await engine.vault.begin(kind, [...fields, ...given], undefined, about);
      form.forget();
      go(pathOf(record.line), { replace: true });
    });
  return (
    <Page title={title ?? spec?.words ?? t.records.one} back={back}>
      {spec && (
        <NewFields
          fields={asked}
          first={model === undefined ? first : { ...first, [spec.model]: model }}
          form={form}
          failure={failure}
          busy={busy}
          submit={t.records.begin}
          onGive={(fields) => void begin(fields)}
        />
      )}
    </Page>
  );
}

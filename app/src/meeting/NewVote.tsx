// Beginning a vote: what it is on, what it is called, and how it is cast.

import { useRef, useState } from "preact/hooks";
import type { Code, Meeting } from "../engine/types";
import { useAct } from "../parts/act";
import { useCodes } from "../parts/codes";
import { FieldError, Refusal } from "../parts/Refusal";
import { NotKept } from "../parts/NotKept";
import { Loading } from "../parts/Shown";
import { type Form, useForm } from "../parts/useForm";
import { go } from "../state/router";
import { useQueryParam } from "../parts/query";
import { useWords } from "../words";
import { OfMeeting } from "./OfMeeting";
import { StepPage } from "./steps";
import { votePath } from "./Votes";

export function NewVote({ id }: { id: string }) {
  const t = useWords();
  return (
    <StepPage id={id} step="votes" title={t.meeting.newVote} dock={null}>
      <OfMeeting id={id}>{(meeting) => <NewOf meeting={meeting} />}</OfMeeting>
    </StepPage>
  );
}

function NewOf({ meeting }: { meeting: Meeting }) {
  const [suggested] = useQueryParam("subject");
  const form = useForm(suggested === "" ? "vote" : `vote/${suggested.slice(0, 100)}`, meeting.id);
  if (!form.kept) return <Loading />;
  return <VoteForm meeting={meeting} form={form} first={{ subject: suggested, matter: "nghi_quyet", method: "gio_tay", ...form.kept }} />;
}

type First = Readonly<Record<"subject" | "matter" | "method", string>>;

function VoteForm({ meeting, form, ...props }: { meeting: Meeting; form: Form; first: First }) {
  const t = useWords();
  const [first] = useState(props.first);
  const [matter, setMatter] = useState(first.matter);
  const [method, setMethod] = useState(first.method);
  const typed = useRef(first.subject);
  const keep = (now: Partial<First>) =>
    form.keep(Object.entries({ subject: typed.current, matter, method, ...now }).map(([name, value]) => ({ name, value })));
  const { act, failure, busy } = useAct();
  const begin = (subject: string) =>
    act(async (engine) => {
      const key = await engine.vault.begin_vote(meeting.id, matter, method, subject);
      form.forget();
      go(votePath(meeting.id, key), { replace: true });
    });
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        void begin((new FormData(event.currentTarget).get("subject") as string).trim());
      }}
    >
      <Choice
        legend={t.meeting.matter}
        codes={useCodes("matter")}
        chosen={matter}
        onChoose={(code) => {
          setMatter(code);
          keep({ matter: code });
        }}
      />
      <div class="field">
        <label for="vote-subject">{t.meeting.voteSubject}</label>
        <input
          id="vote-subject"
          name="subject"
          defaultValue={first.subject}
          autocomplete="off"
          aria-describedby="vote-subject-note"
          onInput={(event) => {
            typed.current = event.currentTarget.value;
            keep({ subject: typed.current });
          }}
        />
        <p class="small" id="vote-subject-note">
          {t.meeting.voteSubjectNote}
        </p>
        <FieldError failure={failure} name={["subject", "about"]} />
      </div>
      <Choice
        legend={t.meeting.method}
        codes={useCodes("method")}
        chosen={method}
        onChoose={(code) => {
          setMethod(code);
          keep({ method: code });
        }}
      />
      <Refusal failure={failure} fields={["subject", "about"]} />
      <NotKept form={form} />
      <button type="submit" class="btn" aria-disabled={busy}>
        {t.meeting.beginVote}
      </button>
    </form>
  );
}

function Choice(props: { legend: string; codes: Code[]; chosen: string; onChoose: (code: string) => void }) {
  return (
    <fieldset class="field">
      <legend class="label">{props.legend}</legend>
      <div class="chips">
        {props.codes.map(({ code, words }) => (
          <label key={code} class="chip">
            <input type="radio" name={props.legend} checked={props.chosen === code} onChange={() => props.onChoose(code)} />
            {words}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

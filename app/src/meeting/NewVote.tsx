// Beginning a vote: what it is on, what it is called, and how it is cast.

import { useState } from "preact/hooks";
import type { Code, Meeting } from "../engine/types";
import { useAct } from "../parts/act";
import { useCodes } from "../parts/codes";
import { FieldError, Refusal } from "../parts/Refusal";
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
      <OfMeeting id={id}>{(meeting) => <VoteForm meeting={meeting} />}</OfMeeting>
    </StepPage>
  );
}

function VoteForm({ meeting }: { meeting: Meeting }) {
  const t = useWords();
  const [suggested] = useQueryParam("subject");
  const [matter, setMatter] = useState("nghi_quyet");
  const [method, setMethod] = useState("gio_tay");
  const { act, failure, busy } = useAct();
  const begin = (subject: string) =>
    act(async (engine) => {
      const key = await engine.vault.begin_vote(meeting.id, matter, method, subject);
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
      <Choice legend={t.meeting.matter} codes={useCodes("matter")} chosen={matter} onChoose={setMatter} />
      <div class="field">
        <label for="vote-subject">{t.meeting.voteSubject}</label>
        <input id="vote-subject" name="subject" defaultValue={suggested} autocomplete="off" aria-describedby="vote-subject-note" />
        <p class="small" id="vote-subject-note">
          {t.meeting.voteSubjectNote}
        </p>
        <FieldError failure={failure} name={["subject", "about"]} />
      </div>
      <Choice legend={t.meeting.method} codes={useCodes("method")} chosen={method} onChoose={setMethod} />
      <Refusal failure={failure} fields={["subject", "about"]} />
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

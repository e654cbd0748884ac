// Step 4: the votes of the meeting with how each ended, and the way to a new one.

import type { VoteWeighed } from "../engine/types";
import { useAsk } from "../parts/ask";
import { useCodes, wordsOf } from "../parts/codes";
import { Shown } from "../parts/Shown";
import { Link } from "../ui/Link";
import { Icon } from "../ui/Icon";
import { useWords } from "../words";
import { StepPage } from "./steps";

export function votePath(id: string, key: string): string {
  return `/meetings/${id}/votes/${encodeURIComponent(key)}`;
}

export function Votes({ id }: { id: string }) {
  const t = useWords();
  const asked = useAsk((engine) => engine.vault.vote_words(id), [id], [id]);
  return (
    <StepPage id={id} step="votes">
      <Shown asked={asked}>
        {(votes) => (
          <>
            {votes.length === 0 ? <p class="soft">{t.meeting.noVotes}</p> : <VoteList id={id} votes={votes} />}
            <Link class="btn plain" to={`/meetings/${id}/votes/new`}>
              <Icon name="plus" />
              {t.meeting.newVote}
            </Link>
          </>
        )}
      </Shown>
    </StepPage>
  );
}

function VoteList({ id, votes }: { id: string; votes: VoteWeighed[] }) {
  const matters = useCodes("matter");
  return (
    <ul class="list">
      {votes.map((vote) => (
        <li key={vote.key}>
          <Link to={votePath(id, vote.key)}>
            <span>
              <strong>{vote.subject ?? wordsOf(matters, vote.matter)}</strong>
              <small class={vote.findings.length > 0 ? "miss" : undefined}>{vote.findings[0]?.words ?? vote.outcome_words}</small>
            </span>
            <Icon name="next" />
          </Link>
        </li>
      ))}
    </ul>
  );
}

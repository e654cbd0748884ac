// Step 4: the votes of the meeting with how each ended, and the way to a new one.

import type { VoteWeighed } from "../engine/types";
import { useAsk } from "../parts/ask";
import { useCodes, wordsOf } from "../parts/codes";
import { LinkRow } from "../parts/LinkRow";
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
        <LinkRow
          key={vote.key}
          to={votePath(id, vote.key)}
          title={vote.subject ?? wordsOf(matters, vote.matter)}
          isVietnamese={vote.subject !== null}
          note={vote.findings.length > 0 ? null : vote.outcome_words}
        >
          {vote.findings[0] && <small class="miss">{vote.findings[0].words}</small>}
        </LinkRow>
      ))}
    </ul>
  );
}

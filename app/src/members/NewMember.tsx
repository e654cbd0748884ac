// Adding a member to the register: the few fields that a roll needs; the rest is written on the card.

import { NewRecord } from "../records/NewRecord";
import { useWords } from "../words";

export function NewMember() {
  const t = useWords();
  return (
    <NewRecord
      kind="member"
      title={t.records.newMember}
      back={{ to: "/members", label: t.records.members }}
      only={["full_name", "birth_date", "joined_on", "official_on", "card_number", "status"]}
    />
  );
}

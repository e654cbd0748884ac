// What is known of something: each value beside its name.

import type { ComponentChildren } from "preact";

export type Fact = {
  name: string;
  value: ComponentChildren;
  // What follows below the value.
  small?: ComponentChildren;
  // Nobody wrote it down yet.
  isOpen?: boolean;
  // Vietnamese on every page: a name, or what somebody wrote.
  isVietnamese?: boolean;
};

// `card` gives it a surface of its own.
export function FactList({ facts, card = false }: { facts: Fact[]; card?: boolean }) {
  return (
    <dl class={card ? "card facts" : "facts"}>
      {facts.map(({ name, value, small, isOpen = false, isVietnamese = false }, at) => (
        <div key={at}>
          <dt>{name}</dt>
          <dd class={isOpen ? "soft" : undefined} lang={isVietnamese && !isOpen ? "vi" : undefined}>
            {value}
            {small && <small>{small}</small>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

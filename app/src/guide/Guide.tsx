// The guide inside the app: its chapters, and a page for each. All of it is there without a line.

import { LinkRow } from "../parts/LinkRow";
import { Link } from "../ui/Link";
import { Page } from "../ui/Page";
import { useLanguage, useWords } from "../words";
import { Drawing } from "./Drawing";
import { en } from "./en";
import { type Chapter, CHAPTERS, type GuideText } from "./text";
import { vi } from "./vi";

function useGuide(): GuideText {
  return useLanguage() === "vi" ? vi : en;
}

export function Guide() {
  const t = useWords();
  const guide = useGuide();
  return (
    <Page title={t.records.guide} back={{ to: "/", label: t.records.today }}>
      <ul class="list">
        {CHAPTERS.map((chapter) => (
          <LinkRow key={chapter} to={`/guide/${chapter}`} title={guide[chapter].title} note={guide[chapter].about} />
        ))}
      </ul>
    </Page>
  );
}

export function GuideChapter({ chapter }: { chapter: string }) {
  const t = useWords();
  const guide = useGuide();
  const known = CHAPTERS.find((one) => one === chapter);
  if (!known) return <Guide />;
  const text = guide[known];
  return (
    <Page title={text.title} back={{ to: "/guide", label: t.records.guide }}>
      <Drawing chapter={known} label={text.drawing} />
      {text.parts.map((part) => (
        <section key={part.heading}>
          <h2>{part.heading}</h2>
          <ol class="how">
            {part.steps.map((step) => (
              <li key={step}>
                <span>{step}</span>
              </li>
            ))}
          </ol>
        </section>
      ))}
      <Onward chapter={known} guide={guide} />
    </Page>
  );
}

function Onward({ chapter, guide }: { chapter: Chapter; guide: GuideText }) {
  const t = useWords();
  const next = CHAPTERS[CHAPTERS.indexOf(chapter) + 1];
  if (!next) return null;
  return (
    <Link class="btn plain" to={`/guide/${next}`}>
      {t.records.nextChapter(guide[next].title)}
    </Link>
  );
}

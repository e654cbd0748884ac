// A paper of the engine as it is printed.
//
// A new window or frame on a blob: address takes over this page's policy, which has no inline style and no frames: the paper
// would come out bare, or not at all. So it is drawn on a page of its own: the engine's markup is read without running
// anything, the engine's rules for papers become a constructed sheet (which the policy leaves alone) in a shadow tree, and
// the browser prints this page without the app around it.

import { useEffect, useRef } from "preact/hooks";
import { paperDocument } from "../engine/trusted";
import { useAsk } from "../parts/ask";
import { useSpecs } from "../parts/codes";
import { Shown } from "../parts/Shown";
import { PaperLinks } from "../records/PaperLinks";
import { kindOf } from "../records/spec";
import { Page } from "../ui/Page";
import { Icon } from "../ui/Icon";
import { useWords } from "../words";
import { ShareDocx } from "./ShareDocx";

// On a narrow screen the paper is read, not measured: the margins are the screen's own, and lines break where they may.
const NARROW = `@media screen and (max-width: 40rem) {
  .paper { padding: 0; font-size: 1.0625rem; line-height: 1.5; }
  .paper .head { font-size: .8125rem; gap: .5rem; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); }
  .paper .head .party { font-size: .875rem; }
  .paper :is(h1, .subject) { text-wrap: balance; }
  .paper :is(h2, h3, .text) { text-align: left; text-indent: 0; }
  .paper table { table-layout: auto; font-size: 1rem; }
  .paper .sign { gap: .5rem; font-size: 1rem; }
}`;

// Of a record its whole paper, or the one of a form, with the ways to the others.
export function PaperPage({ id, form = "" }: { id: string; form?: string }) {
  const t = useWords();
  const specs = useSpecs();
  const asked = useAsk(
    async (engine) => {
      const vault = engine.vault;
      const [body, sheet, record] = await Promise.all([vault.paper_body(id, form), vault.paper_sheet(), vault.record(id)]);
      return { body, sheet, line: record.line };
    },
    [id, form],
    [id],
  );
  const line = asked.at === "there" ? asked.value.line : null;
  const spec = line ? kindOf(specs, line.kind) : undefined;
  // As a page and a file are called: a paper beside the whole one by its own name first.
  const name = line ? [spec?.papers.find((one) => one.code === form)?.words, line.title].filter(Boolean).join(" · ") : undefined;
  const meeting = line?.kind === "meeting" ? id : line?.kind === "resolution" ? line.about : null;
  return (
    <Page
      title={t.meeting.paper}
      eyebrow={name}
      back={meeting ? { to: `/meetings/${meeting}/hand-in`, label: t.meeting.handIn } : { to: `/records/${id}`, label: t.records.one }}
      dock={
        <button type="button" class="btn" onClick={() => window.print()}>
          <Icon name="print" />
          {t.meeting.print}
        </button>
      }
    >
      <Shown asked={asked}>{({ body, sheet }) => <Paper body={body} sheet={sheet} />}</Shown>
      {name !== undefined && <ShareDocx key={form} id={id} form={form} name={name} />}
      <PaperLinks id={id} spec={spec} shown={form} />
    </Page>
  );
}

function Paper({ body, sheet }: { body: string; sheet: string }) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const shown = host.current;
    if (!shown) return undefined;
    const root = shown.shadowRoot ?? shown.attachShadow({ mode: "open" });
    const { own, pages } = sheets(sheet);
    root.adoptedStyleSheets = [own];
    root.replaceChildren(...[...paperDocument(body).body.children].map((element) => document.importNode(element, true)));
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, pages];
    return () => {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== pages);
    };
  }, [body, sheet]);
  return <div class="printed" ref={host} />;
}

// Margins and size of the sheet of paper hold for a document, never for a tree within one.
function sheets(rules: string): { own: CSSStyleSheet; pages: CSSStyleSheet } {
  const own = new CSSStyleSheet();
  own.replaceSync(`${rules}\n${NARROW}`);
  const pages = new CSSStyleSheet();
  const ofPages = [...own.cssRules].filter((rule) => rule instanceof CSSPageRule);
  pages.replaceSync(ofPages.map((rule) => rule.cssText).join("\n"));
  return { own, pages };
}

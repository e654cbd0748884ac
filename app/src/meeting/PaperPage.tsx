// A paper of the engine as it is printed.
//
// A new window or frame on a blob: address takes over this page's policy, which has no inline style and no frames: the paper
// would come out bare, or not at all. So it is drawn on a page of its own: the engine's document is read without running
// anything, its style rules become a constructed sheet (which the policy leaves alone) in a shadow tree, and the browser
// prints this page without the app around it.

import { useEffect, useRef } from "preact/hooks";
import { paperDocument } from "../engine/trusted";
import { useAsk } from "../parts/ask";
import { Shown } from "../parts/Shown";
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

export function PaperPage({ id }: { id: string }) {
  const t = useWords();
  const asked = useAsk(
    async (engine) => {
      const [html, record] = await Promise.all([engine.vault.paper_html(id), engine.vault.record(id)]);
      return { html, line: record.line };
    },
    [id],
    [id],
  );
  const line = asked.at === "there" ? asked.value.line : null;
  const meeting = line?.kind === "meeting" ? id : line?.about;
  return (
    <Page
      title={t.meeting.paper}
      eyebrow={line?.title}
      back={{ to: meeting ? `/meetings/${meeting}/hand-in` : `/records/${id}`, label: t.meeting.handIn }}
      dock={
        <button type="button" class="btn" onClick={() => window.print()}>
          <Icon name="print" />
          {t.meeting.print}
        </button>
      }
    >
      <Shown asked={asked}>{({ html }) => <Paper html={html} />}</Shown>
      {line && <ShareDocx id={id} name={line.title} />}
    </Page>
  );
}

function Paper({ html }: { html: string }) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const shown = host.current;
    if (!shown) return undefined;
    const root = shown.shadowRoot ?? shown.attachShadow({ mode: "open" });
    const { tree, sheet, pages } = read(html);
    root.adoptedStyleSheets = [sheet];
    root.replaceChildren(tree);
    // Margins and size of the sheet of paper hold for a document, never for a tree within one.
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, pages];
    return () => {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== pages);
    };
  }, [html]);
  return <div class="printed" ref={host} />;
}

function read(html: string): { tree: Node; sheet: CSSStyleSheet; pages: CSSStyleSheet } {
  const styles: string[] = [];
  // Taken out first: a style element is refused, and told of, already where it is read.
  const bare = html.replace(/<style[^>]*>([\s\S]*?)<\/style>/gi, (_, rules: string) => {
    styles.push(rules);
    return "";
  });
  const parsed = paperDocument(bare);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync([...styles, NARROW].join("\n"));
  const pages = new CSSStyleSheet();
  const ofPages = [...sheet.cssRules].filter((rule) => rule.cssText.startsWith("@page"));
  pages.replaceSync(ofPages.map((rule) => rule.cssText).join("\n"));
  for (const element of parsed.querySelectorAll("script, link, meta, title")) element.remove();
  return { tree: document.importNode(parsed.documentElement, true), sheet, pages };
}

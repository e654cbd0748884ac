// The person, the language, and this phone.

import { useEffect } from "preact/hooks";
import { useAct } from "../parts/act";
import { useAsk } from "../parts/ask";
import { useCodes, wordsOf } from "../parts/codes";
import { type Fact, FactList } from "../parts/FactList";
import { Refusal } from "../parts/Refusal";
import { install, installOffer, isInstalled } from "../state/install";
import { useStorage } from "../state/storage";
import { useStore } from "../state/store";
import { lookForUpdate } from "../state/update";
import { useSession, useSessions } from "../state/useSession";
import { UpdateLine } from "../ui/Conditions";
import { Icon } from "../ui/Icon";
import { Link } from "../ui/Link";
import { Page } from "../ui/Page";
import { type Language, setLanguage, useLanguage, useWords } from "../words";
import { FingerprintChoice } from "./Fingerprint";

export function Settings() {
  const t = useWords();
  const sessions = useSessions();
  useEffect(() => lookForUpdate(), []);
  return (
    <Page title={t.settings.title} back={{ to: "/", label: t.shell.tabs.today }}>
      <UpdateLine />
      <Person />
      <LanguageChoice />
      <section>
        <h2>{t.settings.safety}</h2>
        <Link class="btn plain" to="/settings/pin">
          <Icon name="key" />
          {t.settings.changePin}
        </Link>
        <FingerprintChoice />
        <button type="button" class="btn" onClick={() => void sessions.lock()}>
          <Icon name="lock" />
          {t.settings.lock}
        </button>
        <Link class="btn text" to="/settings/people">
          <Icon name="people" />
          {t.settings.people}
        </Link>
        <Link class="btn text" to="/settings/code">
          <Icon name="qr" />
          {t.settings.newCode}
        </Link>
      </section>
      <ThisPhone />
      <section>
        <h2>{t.settings.about}</h2>
        <Link class="btn text" to="/guide">
          {t.records.toGuide}
        </Link>
        <p class="small">{t.settings.licences}</p>
      </section>
    </Page>
  );
}

function Person() {
  const t = useWords();
  const session = useSession();
  const roles = useCodes("role");
  const orgs = useAsk((engine) => engine.vault.orgs(), []);
  if (session.at !== "open" || !session.account) return null;
  const { account } = session;
  const org = orgs.at === "there" ? orgs.value.find((one) => one.id === account.org) : undefined;
  const facts: Fact[] = [
    { name: t.first.person, value: account.person, isVietnamese: true },
    { name: t.first.role, value: wordsOf(roles, account.role) },
    { name: t.first.org, value: org?.name ?? "", isVietnamese: true },
    { name: t.settings.server, value: new URL(account.url).host },
  ];
  return <FactList card facts={facts} />;
}

function LanguageChoice() {
  const t = useWords();
  const language = useLanguage();
  const { act, failure } = useAct();
  const choose = (chosen: Language) => {
    setLanguage(chosen);
    void act((engine) => engine.worker.set_language(chosen));
  };
  return (
    <fieldset class="chips">
      <legend>{t.settings.language}</legend>
      {(["vi", "en"] as const).map((one) => (
        <label key={one} class="chip">
          <input type="radio" name="language" checked={language === one} onChange={() => choose(one)} />
          {t.settings.languages[one]}
        </label>
      ))}
      <Refusal failure={failure} />
    </fieldset>
  );
}

function ThisPhone() {
  const t = useWords();
  const kept = useStorage();
  const offer = useStore(installOffer);
  const mb = (bytes: number) => Math.ceil(bytes / 1e6);
  return (
    <section>
      <h2>{t.settings.phone}</h2>
      <p>{isInstalled() ? t.settings.installed : t.settings.notInstalled}</p>
      {offer && (
        <button type="button" class="btn plain" onClick={() => void install()}>
          {t.first.install}
        </button>
      )}
      {kept && <p>{kept.persisted ? t.settings.kept : t.settings.notKept}</p>}
      {kept && <p class="small">{t.settings.room(mb(kept.usage), mb(kept.quota))}</p>}
    </section>
  );
}

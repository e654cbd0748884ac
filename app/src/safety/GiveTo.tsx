// Gives a package to another phone: who it is for, and then as a file or as codes on the screen.

import { useState } from "preact/hooks";
import type { PackageMade, PackagePeer } from "../engine/types";
import { useAct } from "../parts/act";
import { useAsk } from "../parts/ask";
import { useCodes, wordsOf } from "../parts/codes";
import { Refusal } from "../parts/Refusal";
import { Shown } from "../parts/Shown";
import { Icon } from "../ui/Icon";
import { useWords } from "../words";
import { Made } from "./Made";
import { Parts } from "./Parts";

type Props = { peer: PackagePeer | null; choose: (peer: PackagePeer | null) => void };

export function GiveTo({ peer, choose }: Props) {
  return peer ? <Give key={peer.device} peer={peer} onEnd={() => choose(null)} /> : <Peers choose={choose} />;
}

function Peers({ choose }: { choose: (peer: PackagePeer) => void }) {
  const t = useWords();
  const roles = useCodes("role");
  const asked = useAsk((engine) => engine.vault.package_peers(), [], []);
  return (
    <section>
      <p>{t.safety.giveWhat}</p>
      <Shown asked={asked}>
        {(peers) =>
          peers.length === 0 ? (
            <p class="note warn">
              <span>{t.safety.noPeers}</span>
            </p>
          ) : (
            <ul class="list">
              {peers.map((peer) => (
                <li key={peer.device}>
                  <button type="button" onClick={() => choose(peer)}>
                    <span>
                      <strong>{peer.person}</strong>
                      <small>{t.safety.peer(wordsOf(roles, peer.role), peer.device.slice(0, 8))}</small>
                    </span>
                    <Icon name="next" />
                  </button>
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
    </section>
  );
}

function Give({ peer, onEnd }: { peer: PackagePeer; onEnd: () => void }) {
  const t = useWords();
  const [made, setMade] = useState<PackageMade | null>(null);
  const [parts, setParts] = useState<string[] | null>(null);
  const { act, failure, busy } = useAct();
  if (parts) return <Parts parts={parts} onEnd={() => setParts(null)} />;
  const make = () => void act(async (engine) => setMade(await engine.vault.package_out(peer.device)));
  const show = () => void act(async (engine) => made && setParts(await engine.vault.package_parts(made.bytes)));
  return (
    <section>
      <h2>{t.safety.giveTo(peer.person)}</h2>
      <Refusal failure={failure} />
      {made ? (
        <>
          <Made made={made} left={t.safety.leftHere} />
          <button type="button" class="btn plain" onClick={show}>
            <Icon name="qr" />
            {t.safety.showCodes}
          </button>
        </>
      ) : (
        <button type="button" class="btn" aria-disabled={busy} onClick={() => !busy && make()}>
          {t.safety.make}
        </button>
      )}
      <p class="small">{t.safety.stillUnsent}</p>
      <button type="button" class="btn text" onClick={onEnd}>
        {t.safety.otherPeer}
      </button>
    </section>
  );
}

// The beginning of the page: the engine, and then everything that is shown.
//
// A worker starts only while its page has nothing else to do, and what is shown takes a slow phone a while to read: so the
// engine's worker is there first, and the two go on side by side.

import { Engine } from "./engine/client";
import { isEmbedded } from "./first/code";
import { isInstalled } from "./state/install";
import "./style/base.css";
import "./style/parts.css";
import "./style/meeting.css";

// How long the screens wait for a worker that does not come.
const WORKER_MS = 1_000;

// Inside another app nothing is begun, so that nothing is stored there.
export const isInside = isEmbedded(navigator.userAgent, isInstalled());

export const engine = new Engine();

// Why it cannot be had is told to whoever waits for it.
if (!isInside) engine.load().catch(() => undefined);

const isThere = engine.worker.alive().catch(() => undefined);
void Promise.race([isThere, new Promise((done) => setTimeout(done, WORKER_MS))]).then(() => import("./main"));

// The session as screens see it.

import type { ComponentChildren } from "preact";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Session, Sessions } from "./session";
import { useStore } from "./store";

const Context = createContext<Sessions | null>(null);

export function SessionProvider({ sessions, children }: { sessions: Sessions; children: ComponentChildren }) {
  return <Context.Provider value={sessions}>{children}</Context.Provider>;
}

export function useSessions(): Sessions {
  const sessions = useContext(Context);
  if (!sessions) throw new Error("this screen is drawn without a session");
  return sessions;
}

export function useSession(): Session {
  return useStore(useSessions().session);
}

// The shell's own words in Vietnamese, by area. What records, rules and refusals are called comes from the engine.

import { meeting } from "./vi/meeting";
import { records } from "./vi/records";
import { shell } from "./vi/shell";

export const vi = { shell, meeting, records };

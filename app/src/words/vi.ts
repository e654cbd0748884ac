// The shell's own words in Vietnamese, by area. What records, rules and refusals are called comes from the engine.

import { first } from "./vi/first";
import { meeting } from "./vi/meeting";
import { records } from "./vi/records";
import { safety } from "./vi/safety";
import { settings } from "./vi/settings";
import { shell } from "./vi/shell";

export const vi = { first, meeting, records, safety, settings, shell };

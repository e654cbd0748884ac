// The drawings of the guide: few lines in the colours of the screen, so that they hold in light and dark.

import type { ComponentChildren } from "preact";
import type { Chapter } from "./text";

const DRAWINGS: Record<Chapter, () => ComponentChildren> = {
  "first-opening": FirstOpening,
  meeting: Meeting,
  "no-line": NoLine,
  lost: Lost,
};

export function Drawing({ chapter, label }: { chapter: Chapter; label: string }) {
  const Drawn = DRAWINGS[chapter];
  return (
    <svg class="drawing" viewBox={chapter === "meeting" ? "0 10 320 95" : "0 0 320 150"} role="img" aria-label={label}>
      <Drawn />
    </svg>
  );
}

// A phone with its left upper corner at a point.
function Phone({ x, tone = "", children }: { x: number; tone?: string; children?: ComponentChildren }) {
  return (
    <g transform={`translate(${x} 15)`}>
      <rect class={`body ${tone}`} width="68" height="120" rx="10" />
      <path class="edge" d="M26 112h16" />
      {children}
    </g>
  );
}

function Arrow({ x, y = 75, length = 30 }: { x: number; y?: number; length?: number }) {
  return <path class="arrow" d={`M${x} ${y}h${length}m-8-7 8 7-8 7`} />;
}

function Lotus({ x, y }: { x: number; y: number }) {
  return (
    <g class="lotus" transform={`translate(${x} ${y})`}>
      <path d="M10.500 20C4 19 1.500 14 2 8c3 .6 5 2 6.500 4" />
      <path d="M12 20.500C7.300 15.500 7.800 8 12 3c4.200 5 4.700 12.500 0 17.500z" />
      <path d="M13.500 20C20 19 22.500 14 22 8c-3 .6-5 2-6.500 4" />
    </g>
  );
}

function FirstOpening() {
  return (
    <>
      <Phone x={10}>
        <path class="edge" d="M14 42h40M14 54h28" />
        <path class="ink" d="M26 76h-4a9 9 0 010-18h8M42 58h4a9 9 0 010 18h-8M27 67h14" transform="translate(0 12)" />
      </Phone>
      <Arrow x={88} />
      <Phone x={126}>
        <rect class="fill" x="20" y="36" width="28" height="28" rx="7" />
        <Lotus x={22} y={38} />
        <path class="edge" d="M20 76h28" />
      </Phone>
      <Arrow x={204} />
      <Phone x={242}>
        {[0, 1, 2, 3, 4, 5].map((dot) => (
          <circle key={dot} class={dot < 4 ? "dot" : "ring"} cx={11 + dot * 9.2} cy="40" r="3" />
        ))}
        {[0, 1, 2, 3, 4, 5, 6, 7, 8].map((key) => (
          <rect key={key} class="key-shape" x={10 + (key % 3) * 17} y={56 + Math.floor(key / 3) * 15} width="14" height="11" rx="3" />
        ))}
      </Phone>
    </>
  );
}

function Meeting() {
  return (
    <>
      <path class="edge" d="M28 75h264" />
      {[0, 1, 2, 3, 4, 5, 6].map((step) => (
        <g key={step}>
          <circle class={step < 3 ? "dot" : step === 3 ? "now" : "blank"} cx={28 + step * 44} cy="75" r="16" />
          {step < 3 ? (
            <path class="on" d={`M${21 + step * 44} 75l5 6 9-11`} />
          ) : (
            <text class={step === 3 ? "on-text" : "text"} x={28 + step * 44} y="81">
              {step + 1}
            </text>
          )}
        </g>
      ))}
      <path class="ink" d="M282 38l10-10 6 6-10 10-8 2zM20 30h16v20H20zM24 36h8M24 41h8" />
    </>
  );
}

function NoLine() {
  return (
    <>
      <Phone x={14}>
        <path class="edge" d="M14 40h40M14 52h40M14 64h26" />
        <path class="bad" d="M22 96a18 18 0 0124 0M28 102a9 9 0 0112 0M20 84l28 24" />
      </Phone>
      <Arrow x={96} y={55} length={36} />
      <Arrow x={96} y={95} length={36} />
      <g transform="translate(140 32)">
        <path class="ink" d="M2 6h22l8 8v22H2zM24 6v8h8" />
        <path class="edge" d="M10 24h14M10 30h10" />
      </g>
      <g transform="translate(140 78)">
        <path class="ink" d="M2 2h12v12H2zM22 2h12v12H22zM2 22h12v12H2z" />
        <path class="ink" d="M22 22h4v4h-4zM30 22h4M34 30v4h-4M22 34h4" />
      </g>
      <Arrow x={186} y={75} length={36} />
      <Phone x={236}>
        <Lotus x={22} y={44} />
        <path class="edge" d="M18 80h32" />
      </Phone>
    </>
  );
}

function Lost() {
  return (
    <>
      <Phone x={14} tone="off">
        <rect class="fill-bad" x="20" y="52" width="28" height="22" rx="4" />
        <path class="bad" d="M26 52v-6a8 8 0 0116 0v6" />
      </Phone>
      <g transform="translate(118 40)">
        <rect class="body" width="84" height="70" rx="8" />
        <path class="edge" d="M0 24h84M0 47h84" />
        <circle class="dot" cx="14" cy="12" r="4" />
        <circle class="dot" cx="14" cy="36" r="4" />
        <circle class="dot" cx="14" cy="59" r="4" />
      </g>
      <path class="bad" d="M90 66l20 20m0-20L90 86" />
      <Arrow x={210} y={75} length={22} />
      <Phone x={240}>
        <Lotus x={22} y={36} />
        <path class="edge" d="M14 72h40M14 84h40" />
      </Phone>
    </>
  );
}

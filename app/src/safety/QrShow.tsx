// A QR code, drawn as squares.

import qrcode from "qrcode-generator";

export function QrShow({ text, label }: { text: string; label: string }) {
  const code = qrcode(0, "M");
  code.addData(text, /^[0-9A-Z $%*+\-./:]*$/.test(text) ? "Alphanumeric" : "Byte");
  code.make();
  const count = code.getModuleCount();
  const dark: string[] = [];
  for (let row = 0; row < count; row += 1) {
    for (let column = 0; column < count; column += 1) {
      if (code.isDark(row, column)) dark.push(`M${column} ${row}h1v1h-1z`);
    }
  }
  return (
    <div class="qr">
      <svg viewBox={`-2 -2 ${count + 4} ${count + 4}`} role="img" aria-label={label}>
        <path d={dark.join("")} />
      </svg>
    </div>
  );
}

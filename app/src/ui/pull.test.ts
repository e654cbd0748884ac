import { describe, expect, it } from "vitest";
import { FAR, Finger, type Pull } from "./pull";

function followed(act: (finger: Finger) => void): [Pull, boolean][] {
  const said: [Pull, boolean][] = [];
  act(new Finger((now, isLetGo) => said.push([now, isLetGo])));
  return said;
}

describe("a pull from the top", () => {
  it("does something once it came far and is let go", () => {
    const said = followed((finger) => {
      finger.down(100, 1, true);
      finger.move(100 + FAR / 2, true);
      finger.move(100 + FAR, true);
      finger.up();
    });
    expect(said).toEqual([
      ["begun", false],
      ["far", false],
      ["none", true],
    ]);
  });

  it("does nothing when it is short, taken back, or cancelled", () => {
    const letGo = (act: (finger: Finger) => void) => followed(act).some(([, isLetGo]) => isLetGo);
    expect(
      letGo((finger) => {
        finger.down(0, 1, true);
        finger.move(FAR - 1, true);
        finger.up();
      }),
    ).toBe(false);
    expect(
      letGo((finger) => {
        finger.down(0, 1, true);
        finger.move(FAR, true);
        finger.move(0, true);
        finger.up();
      }),
    ).toBe(false);
    expect(
      letGo((finger) => {
        finger.down(0, 1, true);
        finger.move(FAR, true);
        finger.cancel();
        finger.up();
      }),
    ).toBe(false);
  });

  it("is none where the screen scrolls, nor with two fingers", () => {
    const long = (fingers: number, atTop: boolean, staysAtTop: boolean) =>
      followed((finger) => {
        finger.down(0, fingers, atTop);
        finger.move(FAR * 2, staysAtTop);
        finger.up();
      });
    for (const said of [long(2, true, true), long(1, false, true), long(1, true, false)]) expect(said).toEqual([["none", false]]);
  });
});

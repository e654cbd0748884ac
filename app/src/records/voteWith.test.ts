import { expect, it } from "vitest";
import { voteWith } from "./voteWith";

it("a figure in dispute is weighed within its vote", () => {
  expect(voteWith({ part: "votes", key: "nghi_quyet/for" }, "20")).toEqual({ matter: "nghi_quyet", about: null, agree: 20 });
  expect(voteWith({ part: "votes", key: "ket_nap:le thi sen/against" }, "0")).toEqual({ matter: "ket_nap", about: "le thi sen", against: 0 });
});

it("what is no figure of a vote is not weighed", () => {
  expect(voteWith({ part: "votes", key: "nghi_quyet/subject" }, "20")).toBeNull();
  expect(voteWith({ part: "about", key: "starts_at" }, "19:05")).toBeNull();
  expect(voteWith({ part: "votes", key: "nghi_quyet/for" }, "hai mươi")).toBeNull();
});

// A page that does what a letter and a tap cannot be without: a field, a row, and a worker that writes one page of a file.
const worker = new Worker("/writer.js");
let next = 1;
const ask = (call) => worker.postMessage({ id: next++, call });

const field = document.querySelector("textarea");
field.value = "Đồng chí bí thư nêu nhiệm vụ tháng này và phân công từng đồng chí. ".repeat(70);
field.addEventListener("input", () => ask("splice"));

for (let number = 1; number <= 60; number += 1) {
  const row = document.createElement("li");
  row.className = "todo";
  row.innerHTML = `<label><input type="checkbox" /><span>Đảng viên số ${number}.</span></label>`;
  row.firstChild.firstChild.addEventListener("change", () => {
    row.className = "present";
    ask("mark_attendance");
  });
  document.querySelector("ul").append(row);
}

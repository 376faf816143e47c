// The browser speaks its own language in a file field; here the page says which files were chosen:
// .file > input[type=file] + [data-file-said]. One larger than data-most (bytes) is told at once.
// Without script the browser's own words stay.
const size = (bytes) => `${(bytes / 1048576).toLocaleString("vi-VN", { maximumFractionDigits: 1 })} MB`;

function say(input) {
  const place = input.parentElement.querySelector("[data-file-said]");
  const files = [...input.files];
  const most = Number(input.dataset.most) || Infinity;
  const large = files.find((file) => file.size > most);
  const names = files.length > 1 ? `${files.length} tệp: ${files.map((file) => file.name).join(", ")}` : files[0]?.name;
  place.textContent = names ?? "Chưa chọn tệp";
  place.className = large ? "bad-text" : files.length ? "" : "mut";
  if (large) place.textContent += ` (${files.length > 1 ? `${large.name}: ` : ""}${size(large.size)}, quá ${size(most)}; hãy chọn tệp nhỏ hơn)`;
}

function start() {
  for (const input of document.querySelectorAll(".file > input[type=file]:not(.vh)")) {
    input.className = "vh";
    say(input);
  }
}

start();
document.addEventListener("change", (event) => { if (event.target.matches(".file > input[type=file]")) say(event.target); });
document.addEventListener("htmx:after:swap", start);

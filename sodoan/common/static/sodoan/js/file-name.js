// The browser speaks its own language in a file field; here the page says which file was chosen:
// .file > input[type=file] + [data-file-said]. A file larger than data-most (bytes) is told at once.
// Without script the browser's own words stay.
const size = (bytes) => `${(bytes / 1048576).toLocaleString("vi-VN", { maximumFractionDigits: 1 })} MB`;

function say(input) {
  const place = input.parentElement.querySelector("[data-file-said]");
  const file = input.files[0];
  const most = Number(input.dataset.most) || Infinity;
  place.textContent = file ? file.name : "Chưa chọn tệp";
  place.className = file && file.size > most ? "bad-text" : file ? "" : "mut";
  if (file && file.size > most) place.textContent += ` (${size(file.size)}, quá ${size(most)}; hãy chọn tệp nhỏ hơn)`;
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

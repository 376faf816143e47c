// Turns success messages with [data-toast] into toasts that stay 8 seconds (longer while pointed at).
const STAY = 8000;

function dismissLater(toast) {
  let timer = setTimeout(() => toast.remove(), STAY);
  const hold = () => clearTimeout(timer);
  const release = () => { timer = setTimeout(() => toast.remove(), STAY); };
  toast.addEventListener("mouseenter", hold);
  toast.addEventListener("focusin", hold);
  toast.addEventListener("mouseleave", release);
  toast.addEventListener("focusout", release);
}

function gather() {
  const waiting = document.querySelectorAll(".notes [data-toast]");
  if (!waiting.length) return;
  let region = document.querySelector(".toasts");
  if (!region) {
    region = document.createElement("div");
    region.className = "toasts";
    region.setAttribute("role", "region");
    region.setAttribute("aria-label", "Thông báo vừa rồi");
    document.body.append(region);
  }
  for (const toast of waiting) {
    region.append(toast);
    dismissLater(toast);
  }
  for (const box of document.querySelectorAll(".notes")) {
    if (!box.querySelector(".hint")) box.remove();
  }
}

gather();
document.addEventListener("htmx:after:swap", gather);

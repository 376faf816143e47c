// The QR on a slip opens /kich-hoat/#ma=CODE. What stands behind # is never sent to a server, so it
// is in no log; here it goes into the code field and out of the address (and the history) again.
const code = document.querySelector("[data-slip-code]");
const scanned = new URLSearchParams(location.hash.slice(1)).get("ma");
if (code && scanned) {
  history.replaceState(null, "", location.pathname + location.search);
  if (!code.value) code.value = scanned.slice(0, 9);
}

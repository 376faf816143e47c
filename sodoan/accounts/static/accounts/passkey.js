// Passkeys. <form data-passkey="get|create"> with a hidden `credential` field and a
// [data-passkey-start] button; options come from the element named by data-passkey-options or from
// the address in data-passkey-from. Forms that are `hidden` appear only where passkeys exist.

const WORDS = {
  NotAllowedError: "Chưa dùng được khóa: yêu cầu đã hết giờ hoặc bị hủy. Bạn bấm lại để thử lần nữa.",
  InvalidStateError: "Khóa này đã được thêm trước đó.",
  SecurityError: "Trang này cần địa chỉ https mới dùng được khóa.",
};

function bytes(text) {
  const base = text.replace(/-/g, "+").replace(/_/g, "/");
  return Uint8Array.from(atob(base), (character) => character.charCodeAt(0));
}

function text(buffer) {
  const base = btoa(String.fromCharCode(...new Uint8Array(buffer)));
  return base.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function readable(publicKey) {
  publicKey.challenge = bytes(publicKey.challenge);
  if (publicKey.user) publicKey.user.id = bytes(publicKey.user.id);
  for (const list of ["allowCredentials", "excludeCredentials"]) {
    for (const key of publicKey[list] ?? []) key.id = bytes(key.id);
  }
  return publicKey;
}

function writable(credential) {
  const response = {};
  for (const part of ["attestationObject", "clientDataJSON", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[part]) response[part] = text(credential.response[part]);
  }
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

async function options(form) {
  const { passkeyOptions, passkeyFrom } = form.dataset;
  const data = passkeyOptions
    ? JSON.parse(document.getElementById(passkeyOptions).textContent)
    : await (await fetch(passkeyFrom, { headers: { Accept: "application/json" } })).json();
  return readable((data.request_options ?? data.creation_options).publicKey);
}

async function use(form) {
  const publicKey = await options(form);
  if (form.dataset.passkey === "create") {
    const alone = form.elements.passwordless?.checked ?? false;
    publicKey.authenticatorSelection = {
      ...publicKey.authenticatorSelection,
      residentKey: alone ? "required" : "discouraged",
      requireResidentKey: alone,
      ...(alone ? { userVerification: "required" } : {}),
    };
    return navigator.credentials.create({ publicKey });
  }
  return navigator.credentials.get({ publicKey });
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  const start = async () => {
    const said = form.querySelector("[data-passkey-error]");
    said.hidden = true;
    try {
      form.elements.credential.value = JSON.stringify(writable(await use(form)));
      form.submit();
    } catch (error) {
      said.textContent = WORDS[error.name] ?? "Chưa dùng được khóa trên máy này. Bạn chọn cách khác.";
      said.hidden = false;
    }
  };
  form.querySelector("[data-passkey-start]").addEventListener("click", start);
  // Enter in a field of the form does what the button does; `form.submit()` above fires no event.
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    start();
  });
}

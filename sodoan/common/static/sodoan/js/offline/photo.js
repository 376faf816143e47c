// A picture as it is kept on the phone: at most 1,600 px, so that a dead signal fills no storage.
const LONGEST = 1600;
const SMALL = 400000; // bytes: left as it is
export const MOST = 8000000;

export async function shrunk(file) {
  if (file.size <= SMALL || !file.type.startsWith("image/")) return file;
  try {
    const picture = await createImageBitmap(file);
    const part = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * part);
    canvas.height = Math.round(picture.height * part);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const made = await new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", 0.85); });
    if (!made || made.size >= file.size) return file;
    return new File([made], `${file.name.replace(/\.[^.]*$/, "")}.jpg`, { type: "image/jpeg" });
  } catch {
    return file; // a kind this browser cannot read; the server may
  }
}

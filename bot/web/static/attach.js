// Photos and voice messages.

const LONGEST_SIDE = 1600;
const LONGEST_VOICE = 300;
const VOICES = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];

// Smaller, and without the place and time that cameras write into their files.
export async function shrunk(file) {
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve) => canvas.toBlob((blob) => resolve(blob ?? file), "image/jpeg", 0.85));
  } catch {
    return file;
  }
}

export const canRecord = Boolean(navigator.mediaDevices?.getUserMedia && window.MediaRecorder);

// Starts to record; gives a function that ends it with the recording, or with nothing if it is to be thrown away.
export async function record(tick, full) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const recorder = new MediaRecorder(stream, { mimeType: VOICES.find((type) => MediaRecorder.isTypeSupported(type)) });
  const chunks = [];
  let seconds = 0;
  recorder.ondataavailable = ({ data }) => chunks.push(data);
  const clock = setInterval(() => (++seconds < LONGEST_VOICE ? tick(seconds) : full()), 1000);
  const stopped = new Promise((resolve) => { recorder.onstop = resolve; });
  recorder.start();
  return async (keep) => {
    clearInterval(clock);
    if (recorder.state !== "inactive") recorder.stop();
    await stopped;
    stream.getTracks().forEach((track) => track.stop());
    return keep ? new Blob(chunks, { type: recorder.mimeType }) : null;
  };
}

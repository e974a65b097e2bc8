/** Hands `blob` to the person as a download named `filename`. In a browser only. */
export function save(blob: Blob, filename: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = filename;
  link.click();
  // The download starts after this task, and needs the URL until then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

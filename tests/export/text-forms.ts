/** One text as different systems write it, in bytes by the form's name. */
export function textForms(json: string): ReadonlyMap<string, Uint8Array> {
  const utf8 = (text: string) => new TextEncoder().encode(text);
  const utf16 = (text: string, little: boolean) => {
    const bytes = new DataView(new ArrayBuffer(text.length * 2));
    for (let i = 0; i < text.length; i++) bytes.setUint16(2 * i, text.charCodeAt(i), little);
    return new Uint8Array(bytes.buffer);
  };
  const mark = '\ufeff';
  const lines = json.replace(/\r?\n/g, '\r\n');
  return new Map([
    ['UTF-8', utf8(json)],
    ['UTF-8 with a byte order mark', utf8(mark + json)],
    ['UTF-16, little end first', utf16(mark + json, true)],
    ['UTF-16, big end first', utf16(mark + json, false)],
    ['UTF-16 without a mark, little end first', utf16(json, true)],
    ['UTF-16 without a mark, big end first', utf16(json, false)],
    ['lines that end as on Windows', utf8(lines)],
    ['comments', utf8(`// mine\n${json.replace('{', '{ /* all of it */')}\n// end`)],
    ['a comma after the last entry', utf8(json.replace(/\}\s*$/, ',}\n'))],
    ['everything at once', utf16(`${mark}// mine\r\n${lines.replace(/\}\s*$/, ',\r\n}\r\n')}`, true)],
  ]);
}

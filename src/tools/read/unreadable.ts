/** Kinds of files that are no text to work with, by the ends of their names, each with what it is and what to do. */
const kinds: readonly { readonly pattern: RegExp; readonly advice: string }[] = [
  {
    pattern: /\.ipynb$/i,
    advice:
      'is a Jupyter notebook: its code is mixed with outputs, so it is not read. To find code in it use ' +
      'search_code with its path as glob. To work with the code, turn it into a script first (jupyter ' +
      'nbconvert --to script), and read that.',
  },
  {
    pattern: /\.(?:png|jpe?g|gif|webp|avif|bmp|ico|icns|tiff?|heic|psd)$/i,
    advice:
      'is an image, and only text can be read. Search for its name to see where it is used, or ask the person ' +
      'what it shows.',
  },
  {
    pattern: /\.(?:pdf|docx?|xlsx?|pptx?|odt|ods|odp|rtf|epub|pages|numbers)$/i,
    advice:
      'is a document, and only plain text can be read. Ask the person for its text (exported as .txt, .md or .csv).',
  },
  {
    pattern: /\.(?:zip|tar|tgz|gz|bz2|xz|zst|7z|rar|jar|war|whl|gem|nupkg|vsix)$/i,
    advice: 'is an archive. List or unpack it with a command (tar -tf, unzip -l), then read what it holds.',
  },
  {
    pattern: /\.(?:db|sqlite3?|mdb|parquet|arrow|feather)$/i,
    advice: 'is a database. Query it with a command (such as sqlite3), or read the code that makes it.',
  },
  {
    pattern: /\.(?:mp[34]|m4[av]|wav|ogg|flac|webm|mov|avi|mkv|woff2?|ttf|otf|eot)$/i,
    advice: 'is a sound, a film or a font, and only text can be read. Search for its name to see where it is used.',
  },
  {
    pattern: /\.(?:exe|dll|so|dylib|a|o|obj|lib|class|pyc|wasm|bin|node)$/i,
    advice: 'is compiled. Read the source that it is made from.',
  },
];

/**
 * What to do instead of reading a file of this kind as text; undefined where the name says nothing. Follows the path.
 */
export function adviceFor(path: string): string | undefined {
  return kinds.find(({ pattern }) => pattern.test(path))?.advice;
}

/** Whether a file is refused before it is read, although it is text. */
export function isNotebook(path: string): boolean {
  return /\.ipynb$/i.test(path);
}

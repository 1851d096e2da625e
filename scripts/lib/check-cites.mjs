import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/**
 * A Markdown link, and a document cited in a comment such as `docs/faxes.md#causes`. A cite by a section's number is
 * always broken, because nothing keeps such numbers right.
 */
const LINK = /\]\(([^)\s]+)\)/g;
const CITE = /(?<![\w/<>-])([\w./-]+\.md(?:#[\w-]+)?|[A-Z]{4,} sections? \d[\d.]*)/g;

/** A line for each cited document or heading that does not exist. `files` are absolute paths. */
export function brokenCites(files, root) {
  return files.flatMap((file) => {
    const lines = readFileSync(file, 'utf8').split('\n');
    return lines.flatMap((line, index) =>
      citesOf(file, line)
        .filter((cite) => !isThere(cite, file, root))
        .map((cite) => `${relative(root, file)}:${index + 1}: ${cite} is not there`),
    );
  });
}

function citesOf(file, line) {
  if (file.endsWith('.md')) {
    const targets = [...line.matchAll(LINK)].map(([, target]) => target);
    return targets.filter((target) => !/^[a-z]+:/.test(target));
  }
  const isComment = /^\s*(\/?\*|\/\/)|\s\/\/ /.test(line);
  return [...line.matchAll(CITE)].map(([, cite]) => cite).filter((cite) => isComment || cite.startsWith('docs/'));
}

function isThere(cite, from, root) {
  const [path, anchor] = cite.split('#');
  const place = from.endsWith('.md') ? join(dirname(from), path) : join(root, path);
  const file = path === '' ? from : place;
  if (!existsSync(file)) return false;
  return anchor === undefined || !file.endsWith('.md') || anchorsOf(readFileSync(file, 'utf8')).has(anchor);
}

/** The anchors that GitHub makes from headings; the second of two equal ones gets `-1`. */
function anchorsOf(markdown) {
  const anchors = new Set();
  for (const [, heading] of markdown.replace(/```[\s\S]*?```/g, '').matchAll(/^#+ (.+)$/gm)) {
    const plain = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-');
    let anchor = plain;
    for (let again = 1; anchors.has(anchor); again += 1) anchor = `${plain}-${again}`;
    anchors.add(anchor);
  }
  return anchors;
}

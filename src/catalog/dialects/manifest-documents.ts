const SEPARATOR = /^---[ \t]*(#.*)?$/;
const WITH_QUERIES = /^kind:[ \t]*["']?(ConfigMap|Secret)["']?[ \t]*(#.*)?$/m;

/**
 * Of a file with several Kubernetes manifests those that may have queries, each with as many empty
 * lines in front that it stays where it was. Any other file is one document.
 */
export function manifestDocuments(text: string): readonly string[] {
  if (!WITH_QUERIES.test(text)) return [text];
  const documents: string[] = [];
  let current: string[] = [];
  for (const line of [...text.split('\n'), '---']) {
    if (!SEPARATOR.test(line)) {
      current.push(line);
      continue;
    }
    const document = current.join('\n');
    if (WITH_QUERIES.test(document)) documents.push(document);
    current = current.map(() => '');
    current.push('');
  }
  return documents;
}

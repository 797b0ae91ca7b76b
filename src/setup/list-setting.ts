/** The elements of a setting that is a list, such as shared_preload_libraries. */
export function listElements(text: string): readonly string[] {
  const elements = text.match(/"(?:[^"]|"")*"|[^,"\s]+/g) ?? [];
  return elements.map((element) =>
    element.startsWith('"') ? element.slice(1, -1).replaceAll('""', '"') : element,
  );
}

/** A list as a configuration file takes it. */
export function listText(elements: readonly string[]): string {
  return elements
    .map((element) =>
      /^[\w.$/-]+$/.test(element) ? element : `"${element.replaceAll('"', '""')}"`,
    )
    .join(', ');
}

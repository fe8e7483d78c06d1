/** As much of it as is used; the types that are published for it bring those of Node.js into the page. */
declare module 'papaparse' {
  export function parse<Row>(text: string, options: { skipEmptyLines: boolean }): { data: Row[] }
}

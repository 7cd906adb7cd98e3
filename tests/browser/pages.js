// Every page the browser opens, one line each:
// name, address, the words its heading begins with, and the status if it is not 200.
export const pages = [
  { name: "home", path: "/", heading: "What may be done" },
  { name: "gallery", path: "/gallery", heading: "All the pieces" },
  { name: "not-found", path: "/nowhere", heading: "Nothing is at this address", status: 404 },
];

// A phone held upright, a tablet held upright, a desk.
export const widths = [390, 820, 1440];

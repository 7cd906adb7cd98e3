// Every page the browser opens, one line each:
// name, address, the words its heading begins with, the status if it is not 200, and in `as` the role that opens it.
// Isotretinoin stopped some weeks ago, pregnancy not known: something of everything.
export const answered = "born=1990-01-01&type=III&rest=absent&f1=drug:Roaccutane&f1-is=past&f1-until=2026-09-10&f2=condition:pregnancy&f2-is=unknown&today=2026-11-25";

export const pages = [
  { name: "home", path: "/", heading: "What may be done" },
  { name: "ask", path: "/ask", heading: "What may this person have, and when" },
  { name: "ask-answered", path: `/ask?${answered}`, heading: "\\S+ (is|are) clear, \\S+ asks? something, \\S+ stops?" },
  { name: "ask-unread", path: "/ask?born=2026-02-30&rest=absent", heading: "One entry needs another look", status: 422 },
  { name: "ask-open", path: "/ask/open", heading: "Paste a case, and go on from there" },
  { name: "gallery", path: "/gallery", heading: "All the pieces" },
  { name: "plan", path: "/plan", heading: "From goals to visits" },
  { name: "plan-wedding", path: "/plan?example=wedding-in-16-weeks", heading: "Seven visits to" },
  { name: "plan-home", path: "/plan?example=acne-on-isotretinoin", heading: "Home care" },
  { name: "library", path: "/library", heading: "Everything Serein knows" },
  { name: "library-treatments", path: "/library?kind=treatments", heading: "Treatments" },
  { name: "library-found", path: "/library?q=claravis", heading: "\\S+ entr(y|ies) for" },
  { name: "library-nothing", path: "/library?q=xyzzy", heading: "Nothing is called" },
  { name: "library-treatment", path: "/library/treatments/peel_salicylic", heading: "Salicylic acid peel" },
  { name: "library-condition", path: "/library/conditions/isotretinoin", heading: "Oral isotretinoin" },
  { name: "library-source", path: "/library/sources/HUGH", heading: "HUGH" },
  { name: "library-spacing", path: "/library/spacing", heading: "How many days" },
  { name: "sign-in", path: "/sign-in", heading: "Sign in" },
  { name: "people", path: "/people", heading: "Who works here", as: "Owner" },
  { name: "people-new", path: "/people/new", heading: "Who is new here", as: "Owner" },
  { name: "people-orders", path: "/people/orders", heading: "Standing orders", as: "Prescriber" },
  { name: "people-opened", path: "/people/opened", heading: "Charts opened in an emergency", as: "Medical director" },
  { name: "me", path: "/me", heading: "Imani Clarke", as: "Nurse" },
  { name: "me-app", path: "/me/app", heading: "Read the picture", as: "Nurse" },
  { name: "not-yours", path: "/people/new", heading: "This is not yours to open", status: 403, as: "Front desk" },
  { name: "not-found", path: "/nowhere", heading: "Nothing is at this address", status: 404 },
];

// A phone held upright, a tablet held upright, a desk.
export const widths = [390, 820, 1440];

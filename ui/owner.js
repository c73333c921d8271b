// Keeps the token of ui/owner.py in a cookie, and tells Python where the browser had one already:
// a second tab may have been opened before the first had set it.

const NAME = "footnote_owner";
const SECONDS = 400 * 24 * 3600; // the longest that browsers keep a cookie; each visit renews it

export default function ({ data, setTriggerValue }) {
  const pairs = document.cookie.split("; ").map((pair) => pair.split("="));
  const kept = pairs.find(([name]) => name === NAME)?.[1] ?? "";
  const token = /^[\w-]{22}$/.test(kept) ? kept : data.token;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${NAME}=${token}; path=/; max-age=${SECONDS}; SameSite=Strict${secure}`;
  if (token !== data.token) setTriggerValue("token", token);
}

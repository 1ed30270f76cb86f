/** What the page may know of a join token before the server has judged it. Never trusted: the server decides. */
export interface TokenFacts {
  room?: string;
  name?: string;
  /** May call people: an owner or an administrator of participants (Daily), or an administrator of the room (LiveKit). */
  mayCall: boolean;
  expiresAt?: number;
  startsWithoutCamera: boolean;
  startsWithoutMicrophone: boolean;
  /** Where to go when the stay is over, by choice or not. Only http and https. */
  exitTo?: string;
}

const NOTHING: TokenFacts = { mayCall: false, startsWithoutCamera: false, startsWithoutMicrophone: false };

/** Reads the claims of either kind of token: Daily's short names, LiveKit's video grant. */
export function readToken(token: string | undefined): TokenFacts {
  const claims = claimsOf(token);
  if (claims === undefined) return NOTHING;
  const grant = isRecord(claims.video) ? claims.video : {};
  return {
    room: text(claims.r) ?? text(grant.room),
    name: text(claims.u) ?? text(claims.name),
    mayCall: claims.o === true || administersPeople(claims.p) || grant.roomAdmin === true,
    expiresAt: typeof claims.exp === 'number' ? claims.exp * 1000 : undefined,
    startsWithoutCamera: claims.vo === true,
    startsWithoutMicrophone: claims.ao === true,
    exitTo: webAddress(claims.rome),
  };
}

function claimsOf(token: string | undefined): Record<string, unknown> | undefined {
  const payload = token?.split('.')[1];
  if (payload === undefined) return undefined;
  try {
    const bytes = Uint8Array.from(atob(payload.replace(/-/g, '+').replace(/_/g, '/')), (char) => char.charCodeAt(0));
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isRecord(claims) ? claims : undefined;
  } catch {
    return undefined; // the server will say what is wrong with it
  }
}

function administersPeople(permissions: unknown): boolean {
  const rights = isRecord(permissions) ? (permissions.ca ?? permissions.canAdmin) : undefined;
  return rights === true || (Array.isArray(rights) && rights.some((right) => right === 'p' || right === 'participants'));
}

// anything else, such as javascript:, would act in the name of this page
function webAddress(value: unknown): string | undefined {
  const address = text(value);
  return address !== undefined && URL.canParse(address) && /^https?:$/.test(new URL(address).protocol) ? address : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

// Tokens as their own makers sign them: LiveKit's with its server SDK, Daily's by hand with the API key.
import { createHmac } from 'node:crypto';
import { AccessToken } from 'livekit-server-sdk';

export function liveKitToken(server, room, identity, { grant = {}, ...claims } = {}) {
  const token = new AccessToken(server.keyId, server.secret, { identity, ttl: 3600, ...claims });
  token.addGrant({ roomJoin: true, room, ...grant });
  return token.toJwt();
}

export function dailyToken(server, claims) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const input = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ iat: Math.floor(Date.now() / 1000), ...claims })}`;
  return `${input}.${createHmac('sha256', server.secret).update(input).digest('base64url')}`;
}

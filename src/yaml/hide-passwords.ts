/** A connection URL may stand wherever somebody misunderstood the format: keeps what is before its password. */
export function hidePasswords(message: string): string {
  return message.replace(/(\w+:\/\/[^\s:@/"]*):[^\s"]*/g, '$1:***');
}

// 青护: drafts, lost line, expired session, double click, repeated rows. Every page works without it.

rnn --version >v
head -n 1 v | grep -Ex 'rnn [0-9]+\.[0-9]+\.[0-9]+' >/dev/null
grep -E '^matrix engine: ([a-z]+ \(.+\)|none that can train)$' v >/dev/null
grep -E '^vector loops: .+$' v >/dev/null
grep -E '^CPU level: .+ \(this CPU has base.*\)$' v >/dev/null
# An engine that only reads is no reason to fail.
RNN_ENGINE=native rnn --version | sed -n 2p

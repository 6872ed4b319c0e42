rnn --version >v
head -n 1 v | grep -Ex 'rnn [0-9]+\.[0-9]+\.[0-9]+' >/dev/null
grep -E '^matrix engine: [a-z]+ \(.+\)$' v >/dev/null
grep -E '^vector loops: .+$' v >/dev/null
grep -E '^CPU level: .+ \(this CPU has base.*\)$' v >/dev/null
# The engine that is named is the one that trains.
RNN_ENGINE=native rnn --version | sed -n '2s/(.*/(X)/p'

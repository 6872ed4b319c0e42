# Sums of products in JavaScript, rounded once.
need node
here=$(realpath "${BASH_SOURCE[0]%/*}")
node "$here/fma.js" "$here/../../../../src/page/net.js"

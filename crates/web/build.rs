//! Makes a new file in `assets/` reach the binary: the embedding macro only notices changes of files it knows.
fn main() {
    println!("cargo::rerun-if-changed=assets");
}

#pragma once

#include <pybind11/numpy.h>

#include <cstddef>
#include <new>
#include <vector>

/// Memory for the models' own copies of large columns, kept for the next model. Fresh pages cost more than the copying:
/// the system hands each of them out zeroed. Used with the GIL held.
namespace erlang::python {

class KeptMemory {
 public:
  /// An array of that shape whose memory comes back here.
  static pybind11::array_t<double> array(const std::vector<pybind11::ssize_t>& shape) {
    std::size_t size = 1;
    for (const auto length : shape) size *= static_cast<std::size_t>(length);
    if (size * sizeof(double) < least) return pybind11::array_t<double>(shape);
    auto* const block = new Block(take(size));
    const pybind11::capsule owner(block, [](void* pointer) {
      auto* const given = static_cast<Block*>(pointer);
      give_back(*given);
      delete given;
    });
    return pybind11::array_t<double>(shape, block->data, owner);
  }

 private:
  struct Block {
    double* data;
    std::size_t size;
  };
  static constexpr std::size_t least = std::size_t{1} << 20;  // bytes; below, malloc keeps it
  static constexpr std::size_t most = std::size_t{1} << 26;   // bytes kept

  static Block take(std::size_t size) {
    for (std::size_t i = 0; i < kept().size(); ++i) {
      const Block block = kept()[i];
      if (block.size < size || block.size > size + size / 4) continue;
      kept().erase(kept().begin() + static_cast<std::ptrdiff_t>(i));
      return block;
    }
    return {new double[size], size};
  }
  static void give_back(Block block) {
    std::size_t bytes = block.size * sizeof(double);
    for (const Block& other : kept()) bytes += other.size * sizeof(double);
    if (bytes > most) {
      delete[] block.data;
    } else {
      kept().push_back(block);
    }
  }
  /// Never destroyed: arrays may outlive the module.
  static std::vector<Block>& kept() {
    static auto* const blocks = new std::vector<Block>;
    return *blocks;
  }
};

}  // namespace erlang::python
